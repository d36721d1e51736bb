/** A few lines that hold something off, and the test that has to miss them. */
export interface Guard {
  /** What is let in without it, so that a survivor is understood. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** As it stands in the file, once. */
  readonly text: string;
  /** What is put in its place (nothing). */
  readonly replacement?: string;
  /** The workspace whose tests are run. */
  readonly project: string;
  /** Parts of the names of its test files. */
  readonly tests: readonly string[];
}
