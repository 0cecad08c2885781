package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.telemetry.runs.CallIdentifiers;
import dev.agentgateway.dataplane.telemetry.runs.Identifier;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.runs.SessionHeaders;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.agentgateway.dataplane.telemetry.span.OpenSpan;
import java.util.List;

/**
 * Joins requests to runs of agents. Used only under policies that want it.
 *
 * <p>A request belongs to the run of its first call that is joined; calls that are part of another
 * are in its run. Requests that are not sampled join identifiers too, once their calls end: they
 * have no span, but later ones need what they saw together.
 *
 * <p>Threading: called on event loops, which share the index.
 */
final class RequestRuns {
  private final RunIndex index;

  RequestRuns(RunIndex index) {
    this.index = index;
  }

  /** A sampled request has its head as the client sent it. */
  void routed(TracingPolicy policy, Exchange exchange, SpanTrace trace) {
    trace.setSession(SessionHeaders.identifier(policy.gateway(), exchange.request().headers()));
  }

  /** All is known of a call that its request says. */
  void read(TracingPolicy policy, Exchange exchange, AgentCall call) {
    if (call.trace() instanceof OpenSpan span && exchange.trace() instanceof SpanTrace trace) {
      if (call.parent() == null) {
        place(policy, trace, call, span);
      } else {
        placeInside(trace, call, span);
      }
    }
  }

  /** A call was answered: what its answer says joins requests that come. */
  void ended(TracingPolicy policy, Exchange exchange, AgentCall call) {
    if (call.trace() instanceof OpenSpan span && exchange.trace() instanceof SpanTrace trace) {
      if (call.parent() != null) {
        endedInside(policy, trace, call, span);
      } else if (span.place() == null) {
        place(policy, trace, call, span);
      } else {
        index.add(CallIdentifiers.learned(policy.gateway(), call), span.place().run());
      }
    }
    if (call.parent() == null) {
      handOut(policy, exchange, call);
    }
  }

  /** A request without calls ends: it is in the run that its head names. */
  void ended(SpanTrace trace) {
    Identifier session = trace.session();
    if (session != null && trace.place() == null) {
      trace.setPlace(index.find(session));
    }
  }

  /** {@code session.id} of a request in flight; empty: it is in no run that is known yet. */
  String sessionId(SpanTrace trace) {
    Identifier session = trace.session();
    Place place = trace.place();
    if (place == null && session != null) {
      place = index.find(session);
    }
    return place == null ? "" : place.run().sessionId();
  }

  private void endedInside(TracingPolicy policy, SpanTrace trace, AgentCall call, OpenSpan span) {
    AgentCall outer = call;
    for (AgentCall next = call.parent(); next != null; next = next.parent()) {
      outer = next;
    }
    if (outer.trace() instanceof OpenSpan around && around.place() == null) {
      // The answer of the inner one may have told what both belong to.
      place(policy, trace, outer, around);
    }
    if (span.place() == null) {
      placeInside(trace, call, span);
    }
  }

  private void place(TracingPolicy policy, SpanTrace trace, AgentCall call, OpenSpan span) {
    String gateway = policy.gateway();
    TraceParent context = span.context();
    boolean isForeign = span.isParentRemote() || trace.decision().parent() != null;
    List<Identifier> known =
        CallIdentifiers.of(gateway, trace.session(), isForeign ? context : null, call);
    Place place = known.isEmpty() ? null : index.join(known, context);
    if (place != null) {
      set(trace, call, span, place);
      // Agents and tools, unlike models, may call others within the trace that they are called in.
      if (!isForeign && !(call instanceof LlmCall)) {
        index.add(List.of(CallIdentifiers.of(gateway, context)), place.run());
      }
    }
  }

  private static void placeInside(SpanTrace trace, AgentCall call, OpenSpan span) {
    Place place = trace.place();
    if (place != null) {
      call.setTrace(span.at(place.inside()));
    }
  }

  private static void set(SpanTrace trace, AgentCall call, OpenSpan span, Place place) {
    call.setTrace(span.at(place));
    if (trace.place() == null) {
      trace.setPlace(place);
    }
  }

  private void handOut(TracingPolicy policy, Exchange exchange, AgentCall call) {
    String gateway = policy.gateway();
    List<Identifier> handedOut = CallIdentifiers.handedOut(gateway, call);
    if (call.trace() instanceof OpenSpan span && exchange.trace() instanceof SpanTrace trace) {
      Place place = span.place();
      if (place != null) {
        index.handOut(handedOut, place.run());
      } else {
        Place begun = index.begin(handedOut, span.context());
        if (begun != null) {
          set(trace, call, span, begun);
        }
      }
      return;
    }
    Identifier session = SessionHeaders.named(gateway, exchange.request().headers());
    List<Identifier> known = CallIdentifiers.of(gateway, session, null, call);
    Place place = known.isEmpty() ? null : index.join(known, null);
    if (place != null) {
      index.handOut(handedOut, place.run());
    } else {
      index.begin(handedOut, null);
    }
  }
}
