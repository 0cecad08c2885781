package dev.agentgateway.dataplane.protocol.json;

/** Follows the grammar of a number, byte by byte. */
final class JsonNumber {
  private enum State {
    BEGIN,
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS
  }

  private State state = State.BEGIN;

  void begin() {
    state = State.BEGIN;
  }

  /** Whether what was accepted is a number. */
  boolean isComplete() {
    return switch (state) {
      case ZERO, INTEGER, FRACTION, EXPONENT_DIGITS -> true;
      case BEGIN, MINUS, POINT, EXPONENT, EXPONENT_SIGN -> false;
    };
  }

  /** Whether the byte goes on with the number. */
  boolean accepts(byte b) {
    State next = b >= '0' && b <= '9' ? digit(b) : sign(b);
    if (next == State.BEGIN) {
      return false;
    }
    state = next;
    return true;
  }

  private State digit(byte b) {
    return switch (state) {
      case BEGIN, MINUS -> b == '0' ? State.ZERO : State.INTEGER;
      case ZERO -> State.BEGIN;
      case INTEGER -> State.INTEGER;
      case POINT, FRACTION -> State.FRACTION;
      case EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> State.EXPONENT_DIGITS;
    };
  }

  private State sign(byte b) {
    boolean whole = state == State.ZERO || state == State.INTEGER;
    return switch (b) {
      case '-' ->
          state == State.BEGIN
              ? State.MINUS
              : state == State.EXPONENT ? State.EXPONENT_SIGN : State.BEGIN;
      case '+' -> state == State.EXPONENT ? State.EXPONENT_SIGN : State.BEGIN;
      case '.' -> whole ? State.POINT : State.BEGIN;
      case 'e', 'E' -> whole || state == State.FRACTION ? State.EXPONENT : State.BEGIN;
      default -> State.BEGIN;
    };
  }
}
