namespace Concierge.Domain.Orders;

/// <summary>What an order costs: zero or more, in whole hundredths.</summary>
public readonly record struct TotalFee
{
    /// <summary>Most decimals.</summary>
    public const int MaxDecimals = 2;

    /// <summary>The largest fee: 15 digits, which even a client that reads JSON numbers as binary floating point reads right.</summary>
    public const decimal Max = 9_999_999_999_999.99m;

    private TotalFee(decimal value) => Value = value;

    public decimal Value { get; }

    /// <summary>Whether <paramref name="value"/> lies between 0 and <see cref="Max"/>.</summary>
    public static bool IsInRange(decimal value) => value is >= 0 and <= Max;

    /// <summary>Whether <paramref name="value"/> has at most two decimals; zeros behind them do not count.</summary>
    public static bool HasWholeHundredths(decimal value) => decimal.Round(value, MaxDecimals) == value;

    /// <summary>Wraps an amount that is known to be valid; anything else is a bug.</summary>
    public static TotalFee From(decimal value) =>
        IsInRange(value) && HasWholeHundredths(value) ? new(value) : throw new ArgumentOutOfRangeException(nameof(value));
}
