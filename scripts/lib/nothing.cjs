// Stands for packages that a bundle must not hold.
module.exports = {};
