package dev.agentgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An upstream that is not a Kubernetes Service: a host, an LLM, MCP servers, an agent. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Plural("agentgatewaybackends")
@ShortNames("agbe")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class AgentgatewayBackend
    extends CustomResource<AgentgatewayBackendSpec, AgentgatewayBackendStatus>
    implements Namespaced {

  @Override
  protected @Nullable AgentgatewayBackendSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable AgentgatewayBackendStatus initStatus() {
    return null;
  }
}
