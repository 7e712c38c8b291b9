import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'

/** Asks the person for a passkey. @throws DOMException, named as Web Authentication does */
export const usePasskeyOf = (optionsJSON: PublicKeyCredentialRequestOptionsJSON) =>
  startAuthentication({ optionsJSON })

/** Waits until the person picks a passkey where the browser suggests what to fill in. */
export const offerPasskeys = (optionsJSON: PublicKeyCredentialRequestOptionsJSON) =>
  startAuthentication({ optionsJSON, useBrowserAutofill: true })

export const stopOffering = (): void => WebAuthnAbortService.cancelCeremony()

/** Makes a passkey. @throws DOMException, named as Web Authentication does */
export const makePasskey = (optionsJSON: PublicKeyCredentialCreationOptionsJSON) =>
  startRegistration({ optionsJSON })
