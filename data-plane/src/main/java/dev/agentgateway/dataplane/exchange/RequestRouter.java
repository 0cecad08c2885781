package dev.agentgateway.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/** Chooses the route that takes a request. Immutable; called on any event loop. */
public interface RequestRouter {

  /** The route, or null where none takes the request. Changes nothing of the request. */
  @Nullable ChosenRoute route(RequestHead request);
}
