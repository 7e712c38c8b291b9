import { PROTOCOL, PullReply, PullRequest } from '@holdfast/sync'
import { authedProcedure } from '../../trpc.ts'
import { ofProtocol } from '../of-protocol.ts'
import { answerPull } from './answer-pull.ts'

/** A mutation by its method alone: what a device holds does not fit into the header of a GET. */
export const pull = authedProcedure
  .meta({ reads: true })
  .input(ofProtocol(PullRequest))
  .output(PullReply)
  .mutation(({ ctx: { services, caller }, input }): Promise<PullReply> | PullReply =>
    'otherProtocol' in input
      ? { status: 'upgrade-required', protocol: PROTOCOL }
      : answerPull(services, caller.userId, input),
  )
