package dev.agentgateway.controlplane.ir;

/**
 * One match of one rule.
 *
 * @param name unique within the HTTPRoute: RULE-INDEX/MATCH-INDEX
 * @param precedence Gateway API precedence across routes as a string: byte order, lower first
 * @param rule the rule's name, else its index
 * @param pattern {@code http.route} of spans; empty for the catch-all
 * @param match which requests it takes
 * @param action what happens to them
 * @param requestHeaders of the rule's RequestHeaderModifier
 * @param responseHeaders of the rule's ResponseHeaderModifier
 */
public record RouteIr(
    String name,
    String precedence,
    String rule,
    String pattern,
    MatchIr match,
    ActionIr action,
    HeaderMutationIr requestHeaders,
    HeaderMutationIr responseHeaders) {

  /** The same match that does something else. */
  public RouteIr doing(ActionIr other) {
    return new RouteIr(
        name, precedence, rule, pattern, match, other, requestHeaders, responseHeaders);
  }
}
