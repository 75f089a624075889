const root = document.getElementById('root')
if (root) root.textContent = '教师自助填报尚未安装，请联系本单位系统管理员。'

export {}
