package dev.agentgateway.controlplane.view;

import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.Translation;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything that can be shown, as it is when asked. Suppliers answer from memory, at once, on any
 * thread; only the explainer waits for a proxy.
 *
 * @param source the accepted objects and what is wrong with those that are not
 * @param statuses what they came to, refusals of proxies included
 * @param proxies connected ones and those that left within the hour, sorted by id
 * @param resources what is served, sorted
 */
public record ControlPlaneView(
    Supplier<SourceUpdate> source,
    Supplier<Translation> translation,
    Supplier<Statuses> statuses,
    Supplier<List<ProxyView>> proxies,
    Supplier<List<ServedResource>> resources,
    Explainer explainer) {}
