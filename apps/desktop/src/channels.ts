/** The names under which pages and main talk. Each is one member of `window.holdfast`. */
export const channels = {
  store: 'holdfast:store',
  poke: 'holdfast:poke',
  person: 'holdfast:person',
  keeping: 'holdfast:keeping',
  open: 'holdfast:open',
  signOut: 'holdfast:sign-out',
} as const
