#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// A linear program: the largest (or smallest) value of an objective under linear bounds.
struct LinearProgram {
    static constexpr double unbounded = std::numeric_limits<double>::infinity();
    struct Column {
        double lower = 0.0;
        double upper = unbounded;
        double objective = 0.0;
    };
    struct Row {
        std::vector<std::pair<std::size_t, double>> entries; ///< column and coefficient
        double lower = -unbounded;
        double upper = unbounded;
    };
    std::vector<Column> columns;
    std::vector<Row> rows;
    bool maximise = false;
};

struct LinearSolution {
    double objective = 0.0;
    std::vector<double> values; ///< by column, within its bounds
    std::vector<double> duals; ///< by row: how the objective changes with the bound of the row that holds it
};

/// The optimum by the simplex method; nothing where the rows contradict each other or the objective has no bound. Rows are kept
/// to 1e-9 of the sum of their parts (at least 1). Throws std::runtime_error where rounding forbids an answer.
std::optional<LinearSolution> solved(const LinearProgram& program);

/// A program that is solved time and again under other bounds of its columns, each time from where the last search ended.
/// Equal calls in equal order have equal results.
class ChangingProgram {
public:
    explicit ChangingProgram(LinearProgram program);
    ~ChangingProgram();
    ChangingProgram(const ChangingProgram&) = delete;
    ChangingProgram& operator=(const ChangingProgram&) = delete;

    void set_bounds(std::size_t column, double lower, double upper);

    /// As `solved` says; nothing as well where rounding forbids an answer or the search takes longer than `seconds` (which
    /// count as whole seconds, at least 1).
    std::optional<LinearSolution> solve(double seconds);

private:
    friend std::optional<LinearSolution> solved(const LinearProgram& program);
    std::optional<LinearSolution> solve_or_throw();

    class Simplex;
    std::unique_ptr<Simplex> simplex_;
};

/// Version of lp_solve in use.
std::string linear_solver_version();

} // namespace cityflux
