package dev.agentgateway.controlplane.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code agentgateway explain}: asks the control plane's API, which asks a live proxy. */
@Command(
    name = "./agentgateway explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says why a request goes where it goes and is traced or not.",
    footer = {
      "",
      "Exit codes: 0 explained, 1 no proxy or control plane answered, 2 bad arguments."
    })
public final class Main implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Parameters(index = "0", paramLabel = "METHOD", description = "For example GET.")
  private String method;

  @Parameters(index = "1", paramLabel = "URL", description = "http://HOST[:PORT]/PATH, or https://")
  private String url;

  @Option(names = "-H", paramLabel = "NAME:VALUE", description = "A header of the request.")
  private List<String> headers = List.of();

  @Option(
      names = "--dashboard",
      paramLabel = "URL",
      defaultValue = "${env:AGENTGATEWAY_DASHBOARD:-http://127.0.0.1:15080}",
      description = "The control plane (default: ${DEFAULT-VALUE}).")
  private URI dashboard;

  @Option(names = "--json", description = "Print the answer as it is.")
  private boolean json;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    StringBuilder query = new StringBuilder("/api/v1/explain?method=").append(encoded(method));
    query.append("&url=").append(encoded(url));
    headers.forEach(header -> query.append("&header=").append(encoded(header)));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(dashboard.resolve(query.toString())).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer = new ObjectMapper().readTree(response.body());
      if (response.statusCode() != 200) {
        System.err.println("agentgateway explain: " + Outline.of(answer).strip());
        return response.statusCode() == 400 ? 2 : 1;
      }
      System.out.print(json ? answer.toPrettyString() + "\n" : Outline.of(answer));
      return 0;
    } catch (ConnectException e) {
      System.err.printf(
          "agentgateway explain: no control plane answers at %s; start one, or name it with"
              + " --dashboard%n",
          dashboard);
      return 1;
    } catch (IOException e) {
      System.err.println("agentgateway explain: " + dashboard + ": " + e);
      return 1;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
