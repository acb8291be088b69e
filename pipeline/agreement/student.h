#pragma once

namespace cityflux {

/// Returns the t for which `share` of Student's distribution lies within -t..t, by bisection to the
/// last digits of a double. `degrees` may be fractional (Welch-Satterthwaite), or infinite for the
/// normal distribution. Throws std::invalid_argument unless 0 < share < 1 and degrees > 0.
double student_quantile(double share, double degrees);

} // namespace cityflux
