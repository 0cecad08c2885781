package dev.agentgateway.dataplane.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {

  @TempDir Path home;

  @Test
  void aDirectoryInUseIsRefusedByName() throws Exception {
    Path path = home.resolve("mine");
    try (StateDirectory held = open("--state-dir", path.toString())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path())))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> open("--state-dir", path.toString()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(path + " is in use by another proxy");
    }
    open("--state-dir", path.toString()).close();
  }

  @Test
  void anIdOfItsOwnIsKept() throws Exception {
    String first;
    try (StateDirectory made = open()) {
      first = made.id();
      assertThat(made.path()).isEqualTo(home.resolve("agentgateway").resolve(first));
    }
    try (StateDirectory again = open()) {
      assertThat(again.id()).isEqualTo(first);
    }
  }

  @Test
  void replicasOnOneHostDoNotShareADirectory() throws Exception {
    try (StateDirectory one = open();
        StateDirectory two = open()) {
      assertThat(two.id()).isNotEqualTo(one.id());
      assertThat(two.path()).isNotEqualTo(one.path());
    }
  }

  @Test
  void aGivenIdNamesTheDirectory() throws Exception {
    try (StateDirectory named = open("--id", "proxy-7")) {
      assertThat(named.id()).isEqualTo("proxy-7");
      assertThat(named.path()).isEqualTo(home.resolve("agentgateway/proxy-7"));
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> open("--state-dir", file.resolve("below").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("--state-dir: cannot write " + file.resolve("below"));
  }

  private StateDirectory open(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--xds", "cp:1", "--gateway", "demo/edge"));
    all.addAll(List.of(arguments));
    return switch (DataPlaneCommand.parse(all, Map.of())) {
      case Invocation.Start(DataPlaneConfig config) ->
          StateDirectory.open(config, Map.of("XDG_STATE_HOME", home.toString()));
      case Invocation.Stop(int _, String output) -> throw new AssertionError(output);
    };
  }
}
