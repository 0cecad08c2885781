package dev.agentgateway.api.cel;

/**
 * Why an expression cannot be used.
 *
 * @param line 1 for the first line
 * @param column 1 for the first character of a line
 * @param message what is wrong, without the position
 */
public record CelProblem(int line, int column, String message) {

  /** {@code LINE:COLUMN: MESSAGE}. */
  @Override
  public String toString() {
    return line + ":" + column + ": " + message;
  }
}
