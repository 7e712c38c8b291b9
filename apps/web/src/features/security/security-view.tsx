import '../account/account.css'
import { SettingsPlaces } from '../account/settings-places.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import { DeleteAccount } from './delete-account.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { SignInSection } from './sign-in-section.tsx'
import { TokensSection } from './tokens-section.tsx'

/** How one signs in, where one is signed in, and what else has a key. Only the server knows these. */
export function SecurityView() {
  return (
    <section className="view" aria-label="Security">
      <ViewHead title="Security" />
      <QuickAddOver />
      <div className="settings">
        <SettingsPlaces />
        <SignInSection />
        <PasskeysSection />
        <SessionsSection />
        <TokensSection />
        <DeleteAccount />
      </div>
    </section>
  )
}
