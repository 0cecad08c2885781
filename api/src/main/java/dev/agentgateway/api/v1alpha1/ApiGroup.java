package dev.agentgateway.api.v1alpha1;

/** The API group and version of these objects. */
public final class ApiGroup {

  public static final String NAME = "agentgateway.dev";
  public static final String VERSION = "v1alpha1";

  private ApiGroup() {}
}
