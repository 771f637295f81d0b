package io.voxbus.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import java.lang.reflect.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long Hazelcast's thread that gives the partitions of a lost member to others pauses when it may not work. If the
 * oldest member is lost, its first task comes while the next one still claims that place; then it pauses for 250 ms, and
 * the calls of the lost node wait. There is no setting for it, only a field that it reads each time.
 */
final class RepairPause {
  static final long MILLIS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(RepairPause.class);

  private RepairPause() {}

  /** Where the field is not as it is known, all stays as it was: calls of the oldest node come back a little later. */
  static void shorten(HazelcastInstance hazelcast) {
    try {
      Object thread = thread(hazelcast);
      field(thread).setLong(thread, MILLIS);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.atWarn().addKeyValue("reason", e.toString())
          .log("calls of the oldest node will come back 0.25 s later when it is lost");
    }
  }

  static long millis(HazelcastInstance hazelcast) throws ReflectiveOperationException {
    Object thread = thread(hazelcast);
    return field(thread).getLong(thread);
  }

  private static Object thread(HazelcastInstance hazelcast) throws ReflectiveOperationException {
    HazelcastInstanceImpl member = ((HazelcastInstanceProxy) hazelcast).getOriginal();
    Object manager = member.node.getPartitionService().getMigrationManager();
    Field thread = manager.getClass().getDeclaredField("migrationThread");
    thread.setAccessible(true);
    return thread.get(manager);
  }

  private static Field field(Object thread) throws ReflectiveOperationException {
    Field pause = thread.getClass().getDeclaredField("sleepTime");
    pause.setAccessible(true);
    return pause;
  }
}
