import { config } from 'zod'

// The content security policy forbids `eval`, and even trying whether it works is reported as a breach.
// Imported before any schema: each tries when it is made.
config({ jitless: true })
