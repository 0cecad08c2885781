package dev.agentgateway.controlplane.translation;

import java.util.List;

/**
 * What a translation needs to know beside the objects.
 *
 * @param controllerName {@code spec.controllerName} of the GatewayClasses that are ours
 * @param gatewayAddresses IP addresses that a Gateway without {@code spec.addresses} is reached at,
 *     for its status; may be empty
 */
public record TranslationOptions(String controllerName, List<String> gatewayAddresses) {

  /** The controller name unless told otherwise. */
  public static final String DEFAULT_CONTROLLER_NAME = "agentgateway.dev/agentgateway";

  /** The default controller name and no known address. */
  public static final TranslationOptions DEFAULT =
      new TranslationOptions(DEFAULT_CONTROLLER_NAME, List.of());

  public TranslationOptions {
    gatewayAddresses = List.copyOf(gatewayAddresses);
  }
}
