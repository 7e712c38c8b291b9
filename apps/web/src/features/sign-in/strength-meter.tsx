import { useDeferredValue, useEffect, useState } from 'react'
import type { Strength } from './strength.ts'
import './strength-meter.css'

const names = ['Guessed at once', 'Easy to guess', 'Could be better', 'Good', 'Very good'] as const

const reasons: readonly (readonly [RegExp, string])[] = [
  [/repeat/i, 'It repeats itself.'],
  [/sequence|row|pattern/i, 'It follows the keyboard or the alphabet.'],
  [/date|year/i, 'It is a date.'],
  [/top|common|similar|pwned/i, 'It is like one that many people use.'],
  [/name|userInputs/i, 'It is a name, or what others know of you.'],
  [/word/i, 'It is a single word.'],
]

interface StrengthMeterProps {
  password: string
  about: readonly string[]
}

/** Says how good a new password is. It advises; only the server refuses. */
export function StrengthMeter({ password, about }: StrengthMeterProps) {
  const judged = useDeferredValue(password)
  const known = about.join('\n')
  const [strength, setStrength] = useState<Strength | null>(null)
  useEffect(() => {
    let asked = true
    const judge = async () => {
      // Half a million letters of what people use: fetched with the first key.
      const { strengthOf } = await import('./strength.ts')
      if (asked) setStrength(strengthOf(judged, known.split('\n')))
    }
    if (judged === '') setStrength(null)
    else judge().catch(() => setStrength(null))
    return () => {
      asked = false
    }
  }, [judged, known])
  if (!strength) return null
  const { score } = strength
  return (
    <div className="strength" data-score={score}>
      <span className="strength-bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <i key={bar} className={bar <= score ? 'on' : ''} />
        ))}
      </span>
      <p role="status">
        <b>{names[score]}.</b> {adviceFor(judged, strength)}
      </p>
    </div>
  )
}

function adviceFor(password: string, { score, warning }: Strength): string {
  const letters = [...password.normalize('NFC')].length
  if (letters < 12)
    return `${12 - letters} more ${letters === 11 ? 'character' : 'characters'} to go.`
  if (score >= 3) return ''
  const reason = reasons.find(([pattern]) => warning && pattern.test(warning))?.[1]
  return `${reason ? `${reason} ` : ''}Another word or two makes it better.`
}
