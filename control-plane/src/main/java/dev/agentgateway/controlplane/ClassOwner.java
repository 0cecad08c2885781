package dev.agentgateway.controlplane;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose a GatewayClass is. */
final class ClassOwner {

  private static final Logger log = LoggerFactory.getLogger(ClassOwner.class);

  private ClassOwner() {}

  /**
   * Passes where the class is the controller's or is not there. An API server that cannot be asked
   * does not stop the start: a class of another controller is not served in any case.
   *
   * @throws StartException naming the flags
   */
  static void check(KubernetesClient client, String name, String controllerName)
      throws StartException {
    GatewayClass found;
    try {
      found = client.resources(GatewayClass.class).withName(name).get();
    } catch (KubernetesClientException e) {
      log.atWarn()
          .addKeyValue("class", name)
          .addKeyValue("reason", e.getMessage())
          .log("it is not known whose the GatewayClass is");
      return;
    }
    if (found == null || found.getSpec() == null) {
      return;
    }
    String owner = found.getSpec().getControllerName();
    if (!controllerName.equals(owner)) {
      throw new StartException(
          "GatewayClass %s is of controller %s (expected: %s; name another class with"
                  .formatted(name, owner, controllerName)
              + " --gateway-class-name, or serve that controller's classes, when it no longer does,"
              + " with --controller-name)");
    }
  }
}
