/**
 * The session that a sign-in or a registration opened, for programs without anybody to ask.
 * @throws Error where another step comes first: a personal access token is what such a program wants
 */
export const sessionIn = <Reply extends object>(
  reply: Reply,
): Extract<Reply, { accessToken: string }> => {
  if (!('accessToken' in reply))
    throw new Error('This account asks for another step. Use a personal access token.')
  return reply as Extract<Reply, { accessToken: string }>
}
