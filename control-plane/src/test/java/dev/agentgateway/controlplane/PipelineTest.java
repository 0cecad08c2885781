package dev.agentgateway.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PipelineTest {

  @Test
  void theFirstValueIsTakenAtOnceAndLaterOnesAreCoalesced() throws InterruptedException {
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    CountDownLatch release = new CountDownLatch(1);
    try (Pipeline<Integer> pipeline =
        new Pipeline<>(
            "test",
            Duration.ZERO,
            value -> {
              seen.add(value);
              if (value == 1) {
                waitFor(release);
              }
            })) {
      pipeline.start();
      pipeline.accept(1);
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
      pipeline.accept(2);
      pipeline.accept(3);
      pipeline.accept(4);
      release.countDown();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(4);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void twoAreAtLeastTheIntervalApart() throws InterruptedException {
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    try (Pipeline<Integer> pipeline = new Pipeline<>("test", Duration.ofDays(1), seen::add)) {
      pipeline.start();
      pipeline.accept(1);
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
      pipeline.accept(2);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void whatWasWorkedOnLastIsRepeatedOnRequest() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Pipeline<String> pipeline = new Pipeline<>("test", Duration.ZERO, seen::add)) {
      pipeline.start();
      pipeline.repeat();
      pipeline.accept("first");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
      pipeline.repeat();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aFailureDoesNotEndThePipeline() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Pipeline<String> pipeline =
        new Pipeline<>(
            "test",
            Duration.ZERO,
            value -> {
              seen.add(value);
              if (value.equals("bad")) {
                throw new IllegalStateException(value);
              }
            })) {
      pipeline.start();
      pipeline.accept("bad");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("bad");
      pipeline.accept("good");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("good");
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
