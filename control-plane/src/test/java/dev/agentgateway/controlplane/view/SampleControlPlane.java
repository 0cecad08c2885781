package dev.agentgateway.controlplane.view;

import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.status.Nack;
import dev.agentgateway.controlplane.status.StatusStore;
import dev.agentgateway.controlplane.traces.SampleRuns;
import dev.agentgateway.controlplane.translation.ResourceType;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.translation.TranslationOptions;
import dev.agentgateway.controlplane.translation.Translator;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Control planes to look at: one with a little of everything, one with nothing. */
public final class SampleControlPlane {

  /** When everything in it happened. */
  public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  /** The resource that a proxy of it refuses. */
  public static final String REFUSED = "shop/edge/8080/http/shop/echo/*";

  private SampleControlPlane() {}

  /** Objects, problems, proxies and a refusal; the source and the translation are the real ones. */
  public static ControlPlaneView full() {
    SourceUpdate source = FileSource.read(directory()).update();
    Translation translation = Translator.translate(source.state(), TranslationOptions.DEFAULT);
    StatusStore statuses = new StatusStore(() -> NOW);
    statuses.translated(translation);
    statuses.refused(
        List.of(new Nack("proxy-b", ResourceType.VIRTUAL_HOST, REFUSED, "<b>bad</b> regex")));
    return new ControlPlaneView(
        () -> source,
        () -> translation,
        statuses::current,
        () -> List.of(reporting(), envoy()),
        () -> List.of(new ServedResource("shop/edge", "Listener", "shop/edge/8080", "a1b2")),
        question ->
            question.url().contains("nobody")
                ? new Explainer.Unanswered("no connected proxy serves " + question.url())
                : new Explainer.Explained(
                    "proxy-a",
                    "{\"route\":{\"route\":\"shop/echo\",\"pattern\":\"/echo/*\"},"
                        + "\"request\":{\"header\":\"%s\"}}"
                            .formatted(
                                question.headers().isEmpty()
                                    ? ""
                                    : question.headers().getFirst().value())));
  }

  /** Nothing: a control plane before its source was read. */
  public static ControlPlaneView empty() {
    SourceUpdate source =
        new SourceUpdate(DesiredState.empty(), List.of(), false, Optional.empty());
    StatusStore statuses = new StatusStore(() -> NOW);
    return new ControlPlaneView(
        () -> source,
        () -> Translation.EMPTY,
        statuses::current,
        List::of,
        List::of,
        _ -> new Explainer.Unanswered("no proxy is connected"));
  }

  private static Path directory() {
    try {
      return Path.of(SampleControlPlane.class.getResource("/dashboard").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProxyView reporting() {
    return new ProxyView(
        "proxy-a",
        "agentgateway",
        List.of("shop/edge"),
        "0.1.0",
        "127.0.0.1:15000",
        4711,
        new ProxyView.Presence(true, NOW.minusSeconds(600), Optional.of(NOW.minusSeconds(601))),
        List.of(
            new ProxyView.TypeSync("Listener", SyncState.SYNCED, "a1b2", 1),
            new ProxyView.TypeSync("VirtualHost", SyncState.SYNCED, "c3d4", 3)),
        List.of(),
        Optional.of(
            new ProxyView.Activity(
                new Ledger(120, 90, 5, 2, 0, Map.of("queue_full", 20L, "backend_invalid", 3L)),
                new ProxyView.Load(1234, 7, 12, 3),
                List.of(
                    new ProxyView.Exporter(
                        "shop/tracing",
                        "shop/edge/collector/shop/tracing",
                        Optional.of(NOW.minusSeconds(90)),
                        Optional.of(NOW),
                        "UNAVAILABLE: connection refused")),
                List.of(
                    new ProxyView.SamplingCount("client", true, 40),
                    new ProxyView.SamplingCount("random", false, 1194)),
                new OpenStreams(
                    7,
                    List.of(
                        new OpenStreams.OpenStream(
                            "shop/edge",
                            "http",
                            "shop/llm",
                            "AgentgatewayBackend/shop/model",
                            "llm",
                            "chat <b>bad</b>",
                            NOW.minusSeconds(200),
                            2048,
                            SampleRuns.SESSION))),
                false,
                true,
                false,
                NOW)));
  }

  private static ProxyView envoy() {
    return new ProxyView(
        "proxy-b",
        "envoy",
        List.of("shop/edge"),
        "1.40.0",
        "",
        0,
        new ProxyView.Presence(true, NOW.minusSeconds(30), Optional.empty()),
        List.of(new ProxyView.TypeSync("VirtualHost", SyncState.REJECTED, "c3d4", 2)),
        List.of(new ProxyView.Rejection("VirtualHost", REFUSED, "<b>bad</b> regex", NOW)),
        Optional.empty());
  }
}
