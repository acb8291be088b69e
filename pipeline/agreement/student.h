#pragma once

namespace cityflux {

/// The t within which (-t..t) the given share of Student's distribution lies, by bisection to the last digits that double
/// holds; `degrees` may be a fraction (Welch-Satterthwaite) and infinity, which is the normal distribution. Throws
/// std::invalid_argument for a share outside 0..1 (ends excluded) and for degrees of 0 or less.
double student_quantile(double share, double degrees);

} // namespace cityflux
