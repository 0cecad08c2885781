package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** What a platform team asks of the traffic through its gateways, routes and backends. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("agentgatewaypolicies")
@ShortNames("agpol")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class AgentgatewayPolicy extends CustomResource<AgentgatewayPolicySpec, PolicyStatus>
    implements Namespaced {

  @Override
  protected @Nullable AgentgatewayPolicySpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable PolicyStatus initStatus() {
    return null;
  }
}
