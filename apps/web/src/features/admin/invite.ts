import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'

/** Invites an address, anew where it was. @returns the link to hand over, where no mail goes */
export async function invite(email: string): Promise<string | null> {
  const { token } = await currentWiring().api.admin.invitations.create.mutate({ email })
  void queryClient.invalidateQueries(api.admin.pathFilter())
  return token && new URL(`/invitation#token=${token}`, location.href).href
}
