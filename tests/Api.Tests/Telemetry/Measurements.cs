using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>Adds up what one program counts in one metric, by the values of its attributes.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> sums = [];

    public Measurements(IServiceProvider program, string metric)
    {
        var meters = program.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == metric && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => sums.AddOrUpdate(
            string.Join(' ', tags.ToArray().Where(tag => tag.Value is int or string).Select(tag => tag.Value)),
            value,
            (_, sum) => sum + value));
        listener.Start();
    }

    /// <summary>The sums, such as <c>401 unauthorized: 2</c>, in alphabetical order.</summary>
    public IEnumerable<string> Sums => sums.Select(sum => $"{sum.Key}: {sum.Value}").Order(StringComparer.Ordinal);

    public long Total => sums.Values.Sum();

    public void Dispose() => listener.Dispose();
}
