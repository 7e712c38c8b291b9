import { PROTOCOL, PushReply, PushRequest } from '@holdfast/sync'
import { claimedProcedure } from '../../trpc.ts'
import { ofProtocol } from '../of-protocol.ts'
import { acceptPush } from './accept-push.ts'

export const push = claimedProcedure
  .input(ofProtocol(PushRequest))
  .output(PushReply)
  .mutation(({ ctx: { services, caller }, input }): Promise<PushReply> | PushReply =>
    'otherProtocol' in input
      ? { status: 'upgrade-required', protocol: PROTOCOL }
      : acceptPush(services, caller, input),
  )
