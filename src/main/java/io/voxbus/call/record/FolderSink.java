package io.voxbus.call.record;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file for each record: {@code <root>/<YYYYmmdd-HHMMSS>_<encoded call id>.json}. */
final class FolderSink implements CallRecordSink {
  private final CallRecordConfig config;
  private final RecordWriter writer;

  FolderSink(CallRecordConfig config, Vertx vertx, Consumer<String> failed) {
    this.config = config;
    writer = new RecordWriter(vertx, failed, config.retryMin().millis());
  }

  @Override
  public Future<Void> write(CallRecord record) {
    return writer.write(record.callId(), () -> {
      String json = RecordJson.write(record, config.casing()).toString();
      return RecordFiles.writeNew(Path.of(config.root()), RecordFiles.baseName(record),
          json.getBytes(StandardCharsets.UTF_8));
    }).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return writer.close();
  }
}
