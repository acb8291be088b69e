#include "pipeline/agreement/student.h"

#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

// R 4: qt(0.975, df), qt(0.9995, 5), qnorm(0.975)
TEST(StudentQuantile, GivesTheFiguresOfR)
{
    EXPECT_NEAR(student_quantile(0.95, 0.7), 36.611415031588322, 1e-9);
    EXPECT_NEAR(student_quantile(0.95, 1.0), 12.7062047361746941, 1e-11);
    EXPECT_NEAR(student_quantile(0.95, 2.0), 4.3026527297494619, 1e-12);
    EXPECT_NEAR(student_quantile(0.95, 3.5), 2.9400886379827291, 1e-12);
    EXPECT_NEAR(student_quantile(0.95, 10.0), 2.2281388519862739, 1e-12);
    EXPECT_NEAR(student_quantile(0.95, 100.0), 1.9839715185235516, 1e-12);
    EXPECT_NEAR(student_quantile(0.9, 4.0), 2.131846786326649, 1e-12);
    EXPECT_NEAR(student_quantile(0.999, 5.0), 6.8688266258812734, 1e-11);
    EXPECT_NEAR(
        student_quantile(0.95, std::numeric_limits<double>::infinity()), 1.9599639845400536, 1e-12);
    EXPECT_NEAR(student_quantile(0.95, 1e6), 1.9599639845400536, 1e-5);
}

TEST(StudentQuantile, ArgumentOutOfRange_IsRefused)
{
    EXPECT_THROW(student_quantile(0.0, 3.0), std::invalid_argument);
    EXPECT_THROW(student_quantile(1.0, 3.0), std::invalid_argument);
    EXPECT_THROW(student_quantile(0.95, 0.0), std::invalid_argument);
    EXPECT_THROW(
        student_quantile(0.95, std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

} // namespace
} // namespace cityflux
