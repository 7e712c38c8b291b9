import { useState } from 'react'
import { type AccountProblem, accountProblem } from './account-problem.ts'

/** One request at a time, with what came of the last one. */
export function useRequest() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<AccountProblem | null>(null)

  /**
   * @param work leaves the page or closes the dialog when it has done
   * @param explain says what a refusal means here
   */
  async function run(
    work: () => Promise<void>,
    explain: (problem: AccountProblem) => AccountProblem = (problem) => problem,
  ): Promise<void> {
    if (busy) return
    setProblem(null)
    setBusy(true)
    try {
      await work()
    } catch (error) {
      setProblem(explain(accountProblem(error)))
    }
    setBusy(false)
  }

  const errorOf = (field: AccountProblem['field']) =>
    problem?.field === field ? problem?.text : undefined

  return {
    busy,
    problem,
    setProblem,
    run,
    /** What is wrong with one field. */
    errorOf,
    /** What is wrong with no field in particular. */
    error: problem && !problem.field ? problem.text : undefined,
  }
}
