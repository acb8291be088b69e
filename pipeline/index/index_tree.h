#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/index/index_definition.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Domain or indicator as the file declares it, or the index itself.
struct IndexBranch {
    TomlSection section; ///< its table in the file
    NodeLabel label {};
    std::string parent {}; ///< code of its domain; "" if it belongs to the index itself
    double weight = 1.0; ///< weight among its siblings, 0..1
    Mean mean = Mean::arithmetic;
    double most_missing = 0.5;
    std::size_t indicator = IndexNode::nowhere; ///< nowhere for a domain
};

/// Nodes of an index with their labels: parents before children, the root first.
struct IndexTree {
    std::vector<IndexNode> nodes;
    std::vector<NodeLabel> labels; ///< one for each node
};

/// Returns the tree of an index, siblings in the order of `branches`. Throws InputError, with the
/// table in the file, if codes are duplicate, parents are missing or cyclic, a domain has no
/// children, or weights of siblings do not sum to 1 (1e-9).
IndexTree index_tree(const IndexBranch& root, const std::vector<IndexBranch>& branches);

} // namespace cityflux
