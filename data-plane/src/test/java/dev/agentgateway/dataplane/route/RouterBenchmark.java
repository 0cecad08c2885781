package dev.agentgateway.dataplane.route;

import static dev.agentgateway.dataplane.route.RouteTables.catchAll;
import static dev.agentgateway.dataplane.route.RouteTables.host;
import static dev.agentgateway.dataplane.route.RouteTables.request;
import static dev.agentgateway.dataplane.route.RouteTables.route;

import dev.agentgateway.dataplane.config.RouteMatch.PathMatch;
import dev.agentgateway.dataplane.config.RouteTableConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints what compiling and asking a table of 5,000 virtual hosts costs, each host with a domain of
 * its own and all of them sharing one. Run its {@code main}; it asserts nothing.
 */
final class RouterBenchmark {
  private static final int HOSTS = 5_000;
  private static final int ROUNDS = 200;

  private RouterBenchmark() {}

  public static void main(String[] args) {
    measure("a domain each", true);
    measure("one domain for all", false);
  }

  private static void measure(String title, boolean ownDomain) {
    List<VirtualHostConfig> hosts = new ArrayList<>();
    hosts.add(catchAll("http", "*"));
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(virtualHost(i, ownDomain));
    }
    Router router = Router.compile(new RouteTableConfig("t", hosts, "0"), null);
    long full = Long.MAX_VALUE;
    long incremental = Long.MAX_VALUE;
    for (int round = 1; round <= ROUNDS; round++) {
      hosts.set(1 + round, virtualHost(round, ownDomain));
      RouteTableConfig changed = new RouteTableConfig("t", hosts, "" + round);
      long start = System.nanoTime();
      Router.compile(changed, null);
      long between = System.nanoTime();
      router = Router.compile(changed, router);
      full = Math.min(full, between - start);
      incremental = Math.min(incremental, System.nanoTime() - between);
    }
    RequestHead head = request("GET", ownDomain ? "h77.example:8080" : "any", "/p77/x?q=1");
    long best = Long.MAX_VALUE;
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        found += router.route(head) == null ? 0 : 1;
      }
      best = Math.min(best, (System.nanoTime() - start) / 1000);
    }
    System.out.printf(
        "%s: compile all %d us, one changed %d us, route %d ns (%d found)%n",
        title, full / 1000, incremental / 1000, best, found);
  }

  private static VirtualHostConfig virtualHost(int i, boolean ownDomain) {
    return host(
        "http",
        ownDomain ? "h" + i + ".example" : "*",
        route("r" + i, "k" + i, new PathMatch.SegmentPrefix("/p" + i)));
  }
}
