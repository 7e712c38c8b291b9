import { z } from 'zod'

/** More than any authenticator sends. */
const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]*$/)

/** Browsers say more beside, which is left out. */
const credential = {
  id: base64url(2000),
  rawId: base64url(2000),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
}

/** What `navigator.credentials.create` gives, as JSON (WebAuthn Level 3, 5.1.8). */
export const RegistrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4000),
    attestationObject: base64url(20_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
})
export type RegistrationResponse = z.infer<typeof RegistrationResponse>

/** What `navigator.credentials.get` gives, as JSON. */
export const AuthenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4000),
    authenticatorData: base64url(4000),
    signature: base64url(8000),
    userHandle: base64url(100).optional(),
  }),
})
export type AuthenticationResponse = z.infer<typeof AuthenticationResponse>
