import type { HoldfastClient } from '@holdfast/client'
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'

type Answer<Ask extends { mutate: (...args: never[]) => unknown }> = Awaited<
  ReturnType<Ask['mutate']>
>
/** What the server has a browser ask the person for. */
type RequestOptions = Answer<HoldfastClient['auth']['passkeyOptions']>['options']
type CreationOptions = Answer<HoldfastClient['factors']['passkeyStart']>['options']

/** Asks the person for a passkey. @throws DOMException, named as Web Authentication does */
export const usePasskeyOf = (options: RequestOptions) =>
  startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })

/** Waits until the person picks a passkey where the browser suggests what to fill in. */
export const offerPasskeys = (options: RequestOptions) =>
  startAuthentication({
    optionsJSON: options as PublicKeyCredentialRequestOptionsJSON,
    useBrowserAutofill: true,
  })

export const stopOffering = (): void => WebAuthnAbortService.cancelCeremony()

/** Makes a passkey. @throws DOMException, named as Web Authentication does */
export const makePasskey = (options: CreationOptions) =>
  startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
