import { Link } from '@tanstack/react-router'
import './settings-places.css'

const places = [
  { to: '/settings', name: 'General' },
  { to: '/settings/security', name: 'Security' },
] as const

/** The pages of the settings. */
export function SettingsPlaces() {
  return (
    <nav className="settings-places" aria-label="Settings">
      {places.map(({ to, name }) => (
        <Link key={to} to={to} activeOptions={{ exact: true }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
