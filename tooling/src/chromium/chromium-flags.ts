/**
 * Flags for a Chromium that tests drive. They keep it from calling home, which a closed network
 * answers with noise, and let it run as root and without a GPU, as build machines do.
 */
export const chromiumFlags: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
