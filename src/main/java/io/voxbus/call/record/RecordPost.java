package io.voxbus.call.record;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends one record as {@code multipart/form-data} (RFC 7578): the part {@code calllog.json}, then its files, read on
 * worker threads as they are sent. The header {@code Idempotency-Key} is the same for every attempt.
 */
final class RecordPost {
  private static final long CONNECT_MILLIS = 5_000;
  /** A recording is given the time it takes on a line of 1 Mbit/s. */
  private static final long SLOWEST_BYTES_PER_MILLI = 125;
  private static final int REASON_BYTES = 500;
  private final Vertx vertx;
  private final HttpClientAgent client;
  private final String url;
  private final Map<String, String> headers;
  private final long timeoutMillis;

  /** @throws RuntimeException when the URL is none */
  RecordPost(Vertx vertx, CallRecordConfig config, String url) {
    new RequestOptions().setAbsoluteURI(url);
    this.vertx = vertx;
    this.url = url;
    headers = config.headers();
    timeoutMillis = config.timeout().millis();
    client = vertx.createHttpClient(
        new HttpClientOptions()
            .setConnectTimeout((int) Math.min(CONNECT_MILLIS, config.timeout().millis())),
        new PoolOptions().setHttp1MaxSize(config.concurrency()));
  }

  /** A piece of the form: text, then a file if there is one. */
  private record Piece(Buffer text, Spool.@Nullable Attachment file) {
    long bytes() {
      return text.length() + (file == null ? 0 : file.bytes());
    }
  }

  /** Never fails: a failure is a {@link Verdict.Later}. */
  Future<Verdict> send(Spool.Entry entry) {
    String boundary = "voxbus-" + UUID.randomUUID();
    List<Piece> pieces = pieces(entry, boundary);
    long bytes = pieces.stream().mapToLong(Piece::bytes).sum();
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url);
    headers.forEach(options::putHeader);
    options.putHeader(HttpHeaders.CONTENT_TYPE, "multipart/form-data; boundary=" + boundary)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(bytes))
        .putHeader("Idempotency-Key", entry.name());
    return client.request(options)
        .compose(request -> exchange(request, pieces, bytes))
        .recover(e -> Future.succeededFuture(new Verdict.Later(reason(e), 0)));
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<Verdict> exchange(HttpClientRequest request, List<Piece> pieces, long bytes) {
    long limit = timeoutMillis + bytes / SLOWEST_BYTES_PER_MILLI;
    long timer = vertx.setTimer(limit, id -> request.connection().close());
    Future<Void> sent = Future.succeededFuture();
    for (Piece piece : pieces) {
      sent = sent.compose(nothing -> write(request, piece));
    }
    sent.compose(nothing -> request.end()).onFailure(e -> request.connection().close());
    return request.response().compose(RecordPost::read)
        .onComplete(done -> vertx.cancelTimer(timer));
  }

  private Future<Void> write(HttpClientRequest request, Piece piece) {
    Future<Void> text = request.write(piece.text());
    Spool.Attachment attachment = piece.file();
    if (attachment == null) {
      return text;
    }
    return text
        .compose(nothing -> vertx.fileSystem().open(attachment.path().toString(),
            new OpenOptions().setWrite(false).setCreate(false)))
        .compose(file -> copy(file, attachment.bytes(), request));
  }

  private static Future<Void> copy(AsyncFile file, long bytes, HttpClientRequest request) {
    file.setReadLength(bytes); // what was announced, though the file may have grown
    return file.pipe().endOnComplete(false).to(request).eventually(file::close);
  }

  private static Future<Verdict> read(HttpClientResponse response) {
    Promise<Verdict> verdict = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(piece -> body
        .appendBuffer(piece.slice(0, Math.min(piece.length(), REASON_BYTES - body.length()))));
    response.exceptionHandler(verdict::tryFail);
    response.endHandler(nothing -> verdict.tryComplete(Verdict.of(response.statusCode(),
        body.toString(StandardCharsets.UTF_8), response.getHeader(HttpHeaders.RETRY_AFTER))));
    return verdict.future();
  }

  private static List<Piece> pieces(Spool.Entry entry, String boundary) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(text("--" + boundary + "\r\n" //
        + "Content-Disposition: form-data; name=\"calllog.json\"\r\n"
        + "Content-Type: application/json\r\n\r\n" + entry.json()), null));
    for (Spool.Attachment file : entry.attachments()) {
      pieces.add(new Piece(text("\r\n--" + boundary + "\r\n" //
          + "Content-Disposition: form-data; name=\"" + quoted(file.part()) + "\"; filename=\""
          + quoted(String.valueOf(file.path().getFileName())) + "\"\r\nContent-Type: "
          + file.contentType() + "\r\n\r\n"), file));
    }
    pieces.add(new Piece(text("\r\n--" + boundary + "--\r\n"), null));
    return pieces;
  }

  /** RFC 7578 section 2: as browsers write names. */
  private static String quoted(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static Buffer text(String text) {
    return Buffer.buffer(text, "UTF-8");
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
