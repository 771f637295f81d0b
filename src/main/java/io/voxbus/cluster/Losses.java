package io.voxbus.cluster;

import com.hazelcast.map.MapPartitionLostEvent;
import com.hazelcast.map.listener.MapPartitionLostListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.directory.CallDirectory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of parts of the shared maps that were lost with all their copies: {@link CallDirectory#onLoss}. They are lost one
 * by one within a moment, and told of once.
 */
final class Losses implements MapPartitionLostListener {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
  private static final int SETTLE_MILLIS = 300;

  private final Vertx vertx;
  private final Supplier<Future<?>> first;
  private final List<Runnable> told = new CopyOnWriteArrayList<>();
  private final AtomicBoolean settling = new AtomicBoolean();

  /** @param first what is done before anybody is told */
  Losses(Vertx vertx, Supplier<Future<?>> first) {
    this.vertx = vertx;
    this.first = first;
  }

  void then(Runnable tell) {
    told.add(tell);
  }

  @Override
  public void partitionLost(MapPartitionLostEvent event) {
    if (settling.compareAndSet(false, true)) {
      vertx.setTimer(SETTLE_MILLIS, due -> {
        settling.set(false);
        LOG.atWarn().log("more nodes have died at once than there were copies of calls");
        first.get().onComplete(done -> told.forEach(Runnable::run));
      });
    }
  }
}
