package dev.agentgateway.dataplane.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import java.util.List;
import org.junit.jupiter.api.Test;

final class McpVersionsTest {

  @Test
  void tellsTheErasApart() {
    assertThat(McpVersions.era("2025-11-25")).isEqualTo(Era.LEGACY);
    assertThat(McpVersions.era("2026-07-28")).isEqualTo(Era.MODERN);
    assertThat(McpVersions.era("2030-01-01")).isEqualTo(Era.MODERN);
    assertThat(McpVersions.era(null)).isEqualTo(Era.LEGACY);
    assertThat(McpVersions.era("DRAFT-2030")).isEqualTo(Era.LEGACY);
  }

  @Test
  void findsTheLowestVersionAndTheCommonOnes() {
    assertThat(McpVersions.lowest(List.of("2025-06-18", "2025-03-26", ""))).contains("2025-03-26");
    assertThat(McpVersions.lowest(List.of("", "x"))).isEmpty();
    assertThat(
            McpVersions.common(
                List.of(
                    List.of("2026-07-28", "2027-01-01", "2028-01-01"),
                    List.of("2027-01-01", "2026-07-28"))))
        .containsExactly("2027-01-01", "2026-07-28");
    assertThat(McpVersions.common(List.of(List.of("2026-07-28"), List.of()))).isEmpty();
  }

  @Test
  void saysWhatIsSupportedAndWhatWasAskedFor() {
    assertThat(McpVersions.errorData(List.of("2026-07-28", "2025-11-25"), "1"))
        .isEqualTo("{\"supported\":[\"2026-07-28\",\"2025-11-25\"],\"requested\":\"1\"}");
  }
}
