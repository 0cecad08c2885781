package dev.agentgateway.controlplane.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class OutlineTest {

  @Test
  void nestedFieldsAndListsAreIndented() throws Exception {
    String json =
        """
        {"route":"a/b","sampling":{"reason":"client","sampled":true},"tried":["x",{"y":1,"z":null}],"lost":[]}
        """;

    assertThat(Outline.of(new ObjectMapper().readTree(json)))
        .isEqualTo(
            """
            route: a/b
            sampling:
              reason: client
              sampled: true
            tried:
              - x
              - y: 1
                z: not set
            lost: none
            """);
  }
}
