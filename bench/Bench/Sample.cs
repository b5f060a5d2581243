namespace Concierge.Bench;

/// <summary>What one server did in one measurement. Latencies in milliseconds, CPU in microseconds per request.</summary>
internal sealed record Sample(
    string Operation, string Server, long Requests, double PerSecond, double P50, double P99, double ServerCpu, double DatabaseCpu)
{
    public double Cpu => ServerCpu + DatabaseCpu;
}
