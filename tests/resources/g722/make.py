"""Makes the vectors beside it: python3 make.py (needs ffmpeg; the signals are synthesised here)."""
import math, random, struct, subprocess

RATE = 16000
random.seed(722)

def speechlike(seconds):
    out, phase, states = [], 0.0, [[0.0, 0.0] for _ in range(3)]
    for n in range(int(RATE * seconds)):
        t = n / RATE
        syllable = max(0.0, math.sin(2 * math.pi * 4 * t))
        pitch = 120 + 40 * math.sin(2 * math.pi * 1.3 * t)
        phase += pitch / RATE
        source = random.gauss(0, 0.04)
        if phase >= 1:
            phase -= 1
            source += 1
        formants = (500 + 200 * math.sin(7 * t), 1500 + 500 * math.sin(5 * t), 2700 + 300 * math.sin(3 * t))
        sample = 0
        for (hz, width, gain), state in zip(zip(formants, (80, 120, 160), (1, .6, .4)), states):
            r = math.exp(-math.pi * width / RATE)
            y = source + 2 * r * math.cos(2 * math.pi * hz / RATE) * state[0] - r * r * state[1]
            state[1], state[0] = state[0], y
            sample += gain * y
        fricative = random.gauss(0, 0.5) if 0.6 < (4 * t) % 1 < 0.8 else 0
        out.append(2500 * (syllable * sample + fricative))
    return out

def sweep(seconds, low, high, amplitude):
    count = int(RATE * seconds)
    turn = math.log(high / low)
    return [amplitude * math.sin(2 * math.pi * low * seconds / turn * (math.exp(turn * n / count) - 1))
            for n in range(count)]

def write(name, samples):
    with open(name, "wb") as file:
        file.write(struct.pack(f"<{len(samples)}h", *(max(-32768, min(32767, round(s))) for s in samples)))

def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)

write("input.s16", speechlike(0.8) + sweep(0.6, 50, 7800, 16000) + [random.gauss(0, 6000) for _ in range(6400)]
      + [0] * 800 + [random.gauss(0, 3) for _ in range(2400)])
pcm = ["-f", "s16le", "-ar", "16000", "-ac", "1"]
ffmpeg(*pcm, "-i", "input.s16", "-c:a", "g722", "-trellis", "0", "-f", "g722", "encoded.g722")
ffmpeg("-f", "g722", "-i", "encoded.g722", *pcm, "decoded.s16")
with open("random.g722", "wb") as file:
    file.write(bytes(random.randrange(256) for _ in range(4000)))
ffmpeg("-f", "g722", "-i", "random.g722", *pcm, "random-decoded.s16")
