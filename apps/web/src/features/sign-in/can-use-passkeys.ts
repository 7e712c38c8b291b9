/**
 * A passkey belongs to a web address. The desktop app's pages have an address of their own, for which
 * no passkey is made.
 */
export function canUsePasskeys(): boolean {
  return window.holdfast === undefined && typeof window.PublicKeyCredential === 'function'
}
