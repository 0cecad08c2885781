package dev.agentgateway.controlplane.translation;

import java.util.List;

/**
 * What a translation needs to know beside the objects.
 *
 * @param controllerName {@code spec.controllerName} of the GatewayClasses that are ours
 * @param gatewayAddresses IP addresses that a Gateway without {@code spec.addresses} is reached at,
 *     for its status; may be empty
 * @param provisions whether such a Gateway is given a Service, whose address is the Gateway's
 */
public record TranslationOptions(
    String controllerName, List<String> gatewayAddresses, boolean provisions) {

  /** The controller name unless told otherwise. */
  public static final String DEFAULT_CONTROLLER_NAME = "agentgateway.dev/agentgateway";

  /** The default controller name and no known address. */
  public static final TranslationOptions DEFAULT =
      new TranslationOptions(DEFAULT_CONTROLLER_NAME, List.of());

  /** Options without provisioning. */
  public TranslationOptions(String controllerName, List<String> gatewayAddresses) {
    this(controllerName, gatewayAddresses, false);
  }

  public TranslationOptions {
    gatewayAddresses = List.copyOf(gatewayAddresses);
  }
}
