namespace Concierge.Domain.Orders;

/// <summary>The price of an order: not negative, with at most two decimals.</summary>
public readonly record struct TotalFee
{
    /// <summary>Maximum number of decimals.</summary>
    public const int MaxDecimals = 2;

    /// <summary>Maximum fee: 15 digits, which clients that parse JSON numbers as binary floating point read without loss.</summary>
    public const decimal Max = 9_999_999_999_999.99m;

    private TotalFee(decimal value) => Value = value;

    public decimal Value { get; }

    /// <summary>Returns whether <paramref name="value"/> is between 0 and <see cref="Max"/>.</summary>
    public static bool IsInRange(decimal value) => value is >= 0 and <= Max;

    /// <summary>Returns whether <paramref name="value"/> has at most two decimals. Trailing zeros do not count.</summary>
    public static bool HasWholeHundredths(decimal value) => decimal.Round(value, MaxDecimals) == value;

    /// <summary>Creates a fee from a valid amount.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not valid.</exception>
    public static TotalFee From(decimal? value) =>
        value is { } fee && IsInRange(fee) && HasWholeHundredths(fee) ? new(fee) : throw new ArgumentOutOfRangeException(nameof(value));
}
