package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** How the proxies of a Gateway are deployed. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("agentgatewayparameters")
@ShortNames("agpar")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class AgentgatewayParameters
    extends CustomResource<AgentgatewayParametersSpec, AgentgatewayParametersStatus>
    implements Namespaced {

  @Override
  protected @Nullable AgentgatewayParametersSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable AgentgatewayParametersStatus initStatus() {
    return null;
  }
}
