package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The sample agent's card, written so that clients of 0.3 and of 1.0 find themselves in it. */
final class A2aCard {
  private A2aCard() {}

  static ObjectNode of(int port) {
    String url = "http://127.0.0.1:" + port + "/a2a";
    ObjectNode card =
        Json.object()
            .put("name", "Sample concierge")
            .put("description", "Takes care of things.")
            .put("version", "1.0.0");
    // 0.3
    card.put("protocolVersion", "0.3.0")
        .put("url", url)
        .put("preferredTransport", "JSONRPC")
        .put("supportsAuthenticatedExtendedCard", true);
    card.putArray("additionalInterfaces").addObject().put("url", url).put("transport", "HTTP+JSON");
    // 1.0
    var interfaces = card.putArray("supportedInterfaces");
    for (String binding : new String[] {"JSONRPC", "HTTP+JSON"}) {
      interfaces
          .addObject()
          .put("url", url)
          .put("protocolBinding", binding)
          .put("protocolVersion", "1.0");
    }
    card.putObject("capabilities")
        .put("streaming", true)
        .put("pushNotifications", false)
        .put("extendedAgentCard", true);
    card.putArray("defaultInputModes").add("text/plain");
    card.putArray("defaultOutputModes").add("text/plain");
    putSkill(card, "concierge", "Concierge", "Takes care of things.");
    return card;
  }

  /** What a client that is known may see. */
  static ObjectNode extended(int port) {
    ObjectNode card = of(port);
    putSkill(card, "secrets", "Secrets", "Only for clients that are known.");
    return card;
  }

  private static void putSkill(ObjectNode card, String id, String name, String description) {
    card.withArray("skills")
        .addObject()
        .put("id", id)
        .put("name", name)
        .put("description", description)
        .putArray("tags")
        .add("sample");
  }
}
