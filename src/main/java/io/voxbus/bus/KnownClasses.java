package io.voxbus.bus;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.cfg.CacheProvider;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.databind.util.TypeKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What Jackson has found out about classes. Those of one class loader can be forgotten alone: to find out anew about all
 * others took an event loop up to 100 ms, in the middle of its calls.
 */
final class KnownClasses implements CacheProvider {
  private static final long serialVersionUID = 1;

  /** Whose classes the next {@link LookupCache#clear} is about; null: all. */
  private transient volatile @Nullable ClassLoader forgotten;

  /** @param clear clears the caches that were made of this: of all that is in them only what is of that loader goes */
  synchronized void forget(ClassLoader loader, Runnable clear) {
    forgotten = loader;
    try {
      clear.run();
    } finally {
      forgotten = null;
    }
  }

  @Override
  public LookupCache<JavaType, JsonDeserializer<Object>> forDeserializerCache(
      DeserializationConfig config) {
    return new Known<>();
  }

  @Override
  public LookupCache<TypeKey, JsonSerializer<Object>> forSerializerCache(
      SerializationConfig config) {
    return new Known<>();
  }

  @Override
  public LookupCache<Object, JavaType> forTypeFactory() {
    return new Known<>();
  }

  private final class Known<K, V> implements LookupCache<K, V> {
    private final Map<K, V> known = new ConcurrentHashMap<>();

    @Override
    public void clear() {
      ClassLoader gone = forgotten;
      if (gone == null) {
        known.clear();
      } else {
        known.entrySet().removeIf(entry -> isOf(gone, entry.getKey())
            || isOf(gone, entry.getValue()));
      }
    }

    @Override
    public LookupCache<K, V> emptyCopy() {
      return new Known<>();
    }

    @Override
    public void contents(BiConsumer<K, V> consumer) {
      known.forEach(consumer);
    }

    @Override
    public int size() {
      return known.size();
    }

    @Override
    public @Nullable V get(Object key) {
      return known.get(key);
    }

    @Override
    public @Nullable V put(K key, V value) {
      return known.put(key, value);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
      return known.putIfAbsent(key, value);
    }
  }

  private static boolean isOf(ClassLoader loader, @Nullable Object about) {
    return switch (about) {
      case Class<?> type -> loader.equals(type.getClassLoader());
      case TypeKey key -> isOf(loader, key.getRawType()) || isOf(loader, key.getType());
      case JavaType type -> isOf(loader, type.getRawClass()) || isOf(loader, type.getContentType())
          || type.getBindings().getTypeParameters().stream().anyMatch(of -> isOf(loader, of));
      case null, default -> false;
    };
  }
}
