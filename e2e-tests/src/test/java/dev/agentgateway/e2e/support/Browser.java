package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium with an empty profile, driven through chromedriver.
 *
 * @see <a href="https://www.w3.org/TR/webdriver2/">W3C WebDriver</a>
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("successfully on port (\\d+)");

  /** Size of a window in CSS pixels. */
  public enum Screen {
    /** A laptop. */
    DESKTOP(1280, 800),
    /** A telephone, held upright. */
    PHONE(390, 844);

    private final int width;
    private final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path profile;
  private final Process driver;
  private final URI base;
  private final String session;

  private Browser(Path profile) throws IOException {
    this.profile = profile;
    driver =
        new ProcessBuilder("chromedriver", "--port=0")
            .redirectErrorStream(true)
            .directory(profile.toFile())
            .start();
    base = URI.create("http://127.0.0.1:" + port(driver));
    ObjectNode capabilities = JSON.createObjectNode();
    ObjectNode wanted = capabilities.putObject("capabilities").putObject("alwaysMatch");
    // Pages keep a stream of events open, so that they never finish loading.
    wanted.put("pageLoadStrategy", "eager");
    ArrayNode arguments = wanted.putObject("goog:chromeOptions").putArray("args");
    List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + profile.resolve("profile"))
        .forEach(arguments::add);
    wanted.putObject("goog:loggingPrefs").put("performance", "ALL").put("browser", "ALL");
    try {
      session = "/session/" + call("POST", "/session", capabilities).get("sessionId").asText();
    } catch (AssertionError e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  /** Starts one. */
  public static Browser start() {
    try {
      Browser browser = new Browser(Files.createTempDirectory("chromium"));
      browser.screen(Screen.DESKTOP);
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException("chromium and chromedriver are needed", e);
    }
  }

  private static int port(Process driver) throws IOException {
    BufferedReader output = driver.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
    }
    throw new IOException("chromedriver ended");
  }

  /** Opens a page; returns when it is parsed. */
  public void open(URI url) {
    call("POST", session + "/url", JSON.createObjectNode().put("url", url.toString()));
  }

  /** Takes the size of a screen. */
  public void screen(Screen screen) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            screen.width,
            "height",
            screen.height,
            "deviceScaleFactor",
            1,
            "mobile",
            screen == Screen.PHONE));
  }

  /** Prefers dark or light pages. */
  public void dark(boolean dark) {
    Map<String, String> preference =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    command("Emulation.setEmulatedMedia", Map.of("features", List.of(preference)));
  }

  /** Runs no script of pages opened from now on, or does so again. */
  public void scripts(boolean run) {
    command("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** What a person reads on the page. */
  public String text() {
    return texts("body").getFirst();
  }

  /** The visible texts of all elements that match a CSS selector. */
  public List<String> texts(String selector) {
    ObjectNode body =
        JSON.createObjectNode()
            .put(
                "script",
                "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)");
    body.putArray("args").add(selector);
    List<String> texts = new ArrayList<>();
    call("POST", session + "/execute/sync", body)
        .forEach(text -> texts.add(text.asText().replaceAll("\\s+", " ").strip()));
    return texts;
  }

  /** A computed CSS property of the first element that matches. */
  public String style(String selector, String property) {
    return onFirst(selector, path -> call("GET", path + "/css/" + property, null)).asText();
  }

  /** Clicks on the first element that matches. */
  public void click(String selector) {
    onFirst(selector, path -> call("POST", path + "/click", JSON.createObjectNode()));
  }

  /** Types into the first field that matches, after what is there. */
  public void type(String selector, String text) {
    ObjectNode body = JSON.createObjectNode().put("text", text);
    onFirst(selector, path -> call("POST", path + "/value", body));
  }

  /** Runs a function body in the page and returns its JSON value. */
  public JsonNode run(String script) {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return call("POST", session + "/execute/sync", body);
  }

  /** Every URL that was asked for since the last call. */
  public List<URI> requests() {
    List<URI> urls = new ArrayList<>();
    for (JsonNode entry : log("performance")) {
      JsonNode message = read(entry.path("message").asText()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        urls.add(URI.create(message.at("/params/request/url").asText()));
      }
    }
    return urls;
  }

  /** What pages wrote to the console since the last call: errors, refused loads. */
  public List<String> console() {
    List<String> lines = new ArrayList<>();
    log("browser").forEach(entry -> lines.add(entry.path("message").asText()));
    return lines;
  }

  /** The page from top to bottom as a PNG file. */
  public void screenshot(Path file) {
    JsonNode size = command("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
    Map<String, Object> clip =
        Map.of(
            "x",
            0,
            "y",
            0,
            "width",
            size.path("width").asInt(),
            "height",
            size.path("height").asInt(),
            "scale",
            1);
    JsonNode picture =
        command(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    try {
      Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode log(String type) {
    return call("POST", session + "/se/log", JSON.createObjectNode().put("type", type));
  }

  /** Does something with an element; again where the page replaced it meanwhile. */
  private JsonNode onFirst(String selector, Function<String, JsonNode> action) {
    ObjectNode wanted = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    return Await.until(
        selector + " is there",
        () -> {
          JsonNode found = call("POST", session + "/elements", wanted);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          String id = found.get(0).properties().iterator().next().getValue().asText();
          return Optional.of(action.apply(session + "/element/" + id));
        });
  }

  /** A command of the Chrome DevTools protocol. */
  private JsonNode command(String name, Map<String, ?> parameters) {
    ObjectNode body = JSON.createObjectNode().put("cmd", name);
    body.set("params", JSON.valueToTree(parameters));
    return call("POST", session + "/goog/cdp/execute", body);
  }

  private JsonNode call(String method, String path, @Nullable ObjectNode body) {
    try {
      HttpRequest.BodyPublisher content =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(body.toString());
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(base.resolve(path))
                  .header("content-type", "application/json; charset=utf-8")
                  .method(method, content)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode value = read(response.body()).path("value");
      if (response.statusCode() != 200) {
        throw new AssertionError(method + " " + path + ": " + value.path("message").asText());
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      call("DELETE", session, null);
    } finally {
      driver.destroy();
      delete(profile);
      http.close();
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A process of Chromium is still ending; its directory is in the system's temporary one.
    }
  }
}
